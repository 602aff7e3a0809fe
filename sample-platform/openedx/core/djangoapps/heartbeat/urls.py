"""/heartbeat"""
from django.urls import path

from .views import heartbeat

urlpatterns = [path('', heartbeat, name='heartbeat')]
