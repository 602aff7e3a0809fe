"""Accounts through the API, as a script uses it."""
import base64
import shutil
import tempfile

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from openedx.features.announcements.models import Announcement

PASSWORD = 'a-Long-1-password'
PNG = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
)


class AccountTests(TestCase):
    """Registration, sign-in, picture."""

    def register(self, **changes):
        """Registers `ada`, with changes."""
        fields = {'username': 'ada', 'email': 'ada@example.org', 'password': PASSWORD, 'name': 'Ada', **changes}
        return self.client.post('/api/user/v2/account/registration/', fields)

    def test_registration_signs_in_and_says_so_in_cookies(self):
        response = self.register()
        self.assertEqual(response.json()['success'], True)
        self.assertIn('edx-jwt-cookie-signature', response.cookies)
        self.assertContains(self.client.get('/dashboard'), 'Welcome, Ada')

    def test_a_name_that_is_taken_is_a_conflict(self):
        self.register()
        response = self.register(email='other@example.org')
        self.assertEqual((response.status_code, response.json()['error_code']), (409, 'duplicate-username'))

    def test_a_weak_password_is_named(self):
        self.assertIn('password', self.register(password='short').json())

    def test_sign_in_by_email_and_by_username(self):
        self.register()
        for fields in ({'email': 'ada@example.org'}, {'email_or_username': 'ada'}):
            self.client.logout()
            response = self.client.post('/api/user/v1/account/login_session/', {**fields, 'password': PASSWORD})
            self.assertEqual(response.status_code, 200)

    def test_a_wrong_password_does_not_sign_in(self):
        self.register()
        response = self.client.post('/api/user/v1/account/login_session/', {'email': 'ada@example.org', 'password': 'no'})
        self.assertEqual((response.status_code, response.json()['success']), (400, False))

    def test_a_picture_is_kept_and_anything_else_refused(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.register()
        backend = {'class': 'openedx.core.storage.OverwriteStorage', 'options': {'location': folder, 'base_url': '/media/p/'}}
        with override_settings(PROFILE_IMAGE_BACKEND=backend):
            for content, expected in ((PNG, 204), (b'x' * 100, 400)):
                file = SimpleUploadedFile('face.png', content)
                response = self.client.post('/api/user/v1/accounts/ada/image', {'file': file})
                self.assertEqual(response.status_code, expected)
            self.assertContains(self.client.get('/dashboard'), '/media/p/ada.png')


class PageTests(TestCase):
    """Pages that need no course."""

    def setUp(self):
        cache.clear()

    def test_anonymous_pages_are_made_once(self):
        self.assertContains(self.client.get('/'), 'a migration wrote it')
        Announcement.objects.all().delete()
        self.assertContains(self.client.get('/'), 'a migration wrote it')

    def test_the_dashboard_asks_who_is_there(self):
        self.assertRedirects(self.client.get('/dashboard'), '/login?next=/dashboard')
