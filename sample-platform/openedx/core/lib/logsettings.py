"""The LOGGING setting of a server: console, and syslog for messages and for tracking events."""
import platform
import sys


def get_logger_config(log_dir, logging_env='no_env', local_loglevel='INFO', service_variant='', **_tolerated):
    """Returns a dictConfig. `log_dir` is accepted for the caller's sake: nothing is written to files here."""
    hostname = platform.node().split('.')[0]
    syslog_format = (
        f'[service_variant={service_variant}][%(name)s][env:{logging_env}] %(levelname)s '
        f'[{hostname} %(process)d] [%(filename)s:%(lineno)d] - %(message)s'
    )
    syslog = {'class': 'logging.handlers.SysLogHandler', 'address': '/dev/log'}
    return {
        'version': 1,
        'disable_existing_loggers': False,
        'formatters': {
            'standard': {'format': '%(asctime)s %(levelname)s %(process)d [%(name)s] %(filename)s:%(lineno)d - %(message)s'},
            'syslog_format': {'format': syslog_format},
            'raw': {'format': '%(message)s'},
        },
        'filters': {'require_debug_false': {'()': 'django.utils.log.RequireDebugFalse'}},
        'handlers': {
            'console': {'class': 'logging.StreamHandler', 'level': 'INFO', 'formatter': 'standard', 'stream': sys.stderr},
            'local': {**syslog, 'level': local_loglevel, 'formatter': 'syslog_format', 'facility': 'local0'},
            'tracking': {**syslog, 'level': 'DEBUG', 'formatter': 'raw', 'facility': 'local1'},
        },
        'loggers': {
            'tracking': {'handlers': ['tracking'], 'level': 'DEBUG', 'propagate': False},
            '': {'handlers': ['console', 'local'], 'level': 'INFO', 'propagate': False},
        },
    }
