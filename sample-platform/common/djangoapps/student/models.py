"""What the platform knows of a person beyond Django's own user."""
from django.contrib.auth import get_user_model
from django.db import models

User = get_user_model()


class UserProfile(models.Model):
    """One per user, made at registration."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name='profile')
    name = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    image_name = models.CharField(max_length=255, blank=True, default='')

    class Meta:
        db_table = 'auth_userprofile'


class CourseEnrollment(models.Model):
    """That a person takes a course."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255, db_index=True)
    created = models.DateTimeField(auto_now_add=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        unique_together = [('user', 'course_id')]
