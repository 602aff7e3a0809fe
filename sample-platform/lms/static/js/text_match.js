define('js/text_match', [], function() {
  'use strict';

  return function(text, wanted) {
    return text.toLowerCase().indexOf(wanted.trim().toLowerCase()) !== -1;
  };
});
