/** Hides the cards that do not hold the text of the filter field. An AMD module: r.js bundles it in collectstatic. */
require(['js/text_match'], function(textMatch) {
  'use strict';

  var field = document.querySelector('[data-filter]');
  field.addEventListener('input', function() {
    document.querySelectorAll(field.dataset.filter).forEach(function(card) {
      card.hidden = !textMatch(card.textContent, field.value);
    });
  });
});
