"""Posters of the week, its days and its activities, drawn from what is public of them."""
