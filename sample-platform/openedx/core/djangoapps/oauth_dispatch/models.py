"""What an OAuth2 application may ask for."""
from django.db import models
from oauth2_provider.settings import oauth2_settings


class ApplicationAccess(models.Model):
    """The scopes of one application, separated by commas."""

    application = models.OneToOneField(
        oauth2_settings.APPLICATION_MODEL, on_delete=models.CASCADE, related_name='access',
    )
    scopes = models.CharField(max_length=825)
