/* Takes the editor from a line of the publish checklist to its place in the form. */
(() => {
  /** The step below a place; a field of the same name deeper down is another field. */
  const directly = (place, step) =>
    [...place.querySelectorAll(`[data-contentpath="${CSS.escape(step)}"]`)].find(
      (found) => found.parentElement.closest('[data-contentpath]') === place,
    );

  /** The element at the end of a path through blocks, or as near to it as there is. */
  const inBlocks = (start, below) =>
    below.reduce((place, step) => (place && directly(place, step)) || place, start);

  /** The row of that number among those that are not deleted, or its field; the whole panel where there is none. */
  const inRows = (panel, relation, [number, field]) => {
    const rows = [...panel.querySelectorAll(`#id_${CSS.escape(relation)}-FORMS > [data-inline-panel-child]`)];
    const row = rows.filter((candidate) => !candidate.classList.contains('deleted'))[number];
    return (field && row?.querySelector(`[data-contentpath="${CSS.escape(field)}"]`)) || row || panel;
  };

  /** Where a path such as `body.<id>.content.<id>.caption` or `interactions.0.action` leads. */
  const placeOf = (path) => {
    const [field, ...below] = path.split('.');
    const form = document.querySelector('[data-edit-form]');
    const place = form.querySelector(`[data-contentpath="${CSS.escape(field)}"]`);
    if (place) return inBlocks(place, below);
    const rows = form.querySelector(`[name="${CSS.escape(field)}-TOTAL_FORMS"]`);
    if (rows) return inRows(rows.closest('[data-panel]'), field, below);
    return form.querySelector(`[name="${CSS.escape(field)}"]`)?.closest('[data-panel]');
  };

  /** Opens the tab and every collapsed panel around a place. */
  const reveal = (place) => {
    const tab = place.closest('[role="tabpanel"]');
    if (tab && tab.hidden) document.querySelector(`[role="tab"][href="#${tab.id}"]`)?.click();
    for (let panel = place.closest('[data-panel]'); panel; panel = panel.parentElement.closest('[data-panel]')) {
      const toggle = panel.querySelector('[data-panel-toggle]');
      if (toggle && toggle.getAttribute('aria-expanded') === 'false') toggle.click();
    }
  };

  const goTo = (place) => {
    place.scrollIntoView({ block: 'center' });
    const fields = [...place.querySelectorAll('input, select, textarea, [contenteditable="true"], button')];
    const shown = fields.filter((field) => field.type !== 'hidden' && field.offsetParent);
    // A field to write in before a button, such as those that choose something or fold the block.
    (shown.find((field) => field.tagName !== 'BUTTON') || shown[0])?.focus({ preventScroll: true });
  };

  /** A tab opens a moment after the click on it; nothing in it can be given the focus before. */
  const whenShown = (place, then, tries = 40) => {
    if (place.offsetParent || tries === 0) then(place);
    else setTimeout(() => whenShown(place, then, tries - 1), 25);
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-checklist-place]');
    const place = button && placeOf(button.dataset.checklistPlace);
    if (!place) return;
    reveal(place);
    whenShown(place, goTo);
  });
})();
