(function () {
  "use strict";
  // A link may lead into a list that is folded: unfold what holds its target.
  function unfold() {
    var name = location.hash.slice(1), found;
    try { name = decodeURIComponent(name); } catch (error) { /* a stray per cent sign: take the name as it is */ }
    found = name && document.getElementById(name);
    for (var one = found; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (found) found.scrollIntoView();
  }
  // Paper cannot be unfolded: lay figures and notes open before printing, and fold them again afterwards. Long lists of records print
  // where the reader has unfolded them.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open]):not(.long)"));
    opened.forEach(function (one) { one.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
  addEventListener("hashchange", unfold);
  unfold();
})();
