import _ from 'underscore';

const cards = document.querySelectorAll('.card[class="card"]');
const heading = document.getElementById('courses-title');
if (heading && !_.isEmpty(cards)) {
  heading.textContent = `${heading.textContent} (${cards.length})`;
}
