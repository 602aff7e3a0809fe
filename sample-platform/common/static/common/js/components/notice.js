/** Puts one line of text at the top of the page's content, for screen readers too. */
export function notice(text) {
  const element = document.createElement('p');
  element.className = 'notice';
  element.setAttribute('role', 'status');
  element.textContent = text;
  document.getElementById('main').prepend(element);
}
