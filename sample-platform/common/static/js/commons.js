import Cookies from 'js-cookie';

/** The CSRF token for calls to the platform's own API. */
window.csrfToken = () => Cookies.get('csrftoken');
document.documentElement.classList.add('has-script');
