(function () {
  "use strict";
  // A link may lead into a list that is folded: unfold what holds its target. Every page reads without this.
  function unfold() {
    var name = location.hash.slice(1), found;
    try { name = decodeURIComponent(name); } catch (error) { /* a stray per cent sign: take the name as it is */ }
    found = name && document.getElementById(name);
    for (var one = found; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (found) found.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
})();
