"""The smallest task there is, to see whether a worker answers."""
from celery import shared_task


@shared_task
def sample_task():
    """Always True."""
    return True
