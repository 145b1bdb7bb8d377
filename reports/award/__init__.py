"""优秀组织奖 (notice 七, domain.md §5): what is pure of it. No module here knows a database."""
