"""Which queue a task goes to: EXPLICIT_QUEUES by task name, then ALTERNATE_ENV_TASKS to the other project, then Celery's default."""
from django.conf import settings


def route_task(name, args, kwargs, options, task=None, **kw):
    """Called by Celery for each task that is sent; None leaves the choice to Celery."""
    if name in settings.EXPLICIT_QUEUES:
        return settings.EXPLICIT_QUEUES[name]
    project = settings.ALTERNATE_ENV_TASKS.get(name)
    if project is None:
        return None
    return next((queue for queue in settings.CELERY_QUEUES if f'.{project}.' in queue), None)
