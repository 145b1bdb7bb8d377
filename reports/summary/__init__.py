"""总结报告 (notice 五(四)): its draft from the data, and whether its numbers still are those of
附件2."""
