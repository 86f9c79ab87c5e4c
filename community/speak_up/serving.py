"""How gunicorn serves the anonymous side. One process, so that the buckets and the one slot for guesses hold for
everybody; threads, so that one slow browser stops nobody. Its beat file lies in memory, as gunicorn touches it."""

workers, threads, worker_class = 1, 6, "gthread"
worker_tmp_dir = "/dev/shm"  # noqa: S108  memory, not a folder to write into
accesslog = None
loglevel = "critical"
timeout, graceful_timeout = 120, 3
umask = 0o077
control_socket_disable = True
