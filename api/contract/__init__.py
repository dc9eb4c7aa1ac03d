"""What holds for every route: parameters, answers, problems, pages, caching, logs."""
