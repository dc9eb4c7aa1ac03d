"""Who may ask, how much, and what of it is told and noted: keys, limits, confidential streams, logs, metrics."""
