/* Takes the editor from a line of the publish checklist to its place in the form. */
(() => {
  /** The step below a place; a field of the same name deeper down is another field. */
  const directly = (place, step) =>
    [...place.querySelectorAll(`[data-contentpath="${CSS.escape(step)}"]`)].find(
      (found) => found.parentElement.closest('[data-contentpath]') === place,
    );

  /** The element at the end of a content path such as `body.<id>.content.<id>.caption`, or as near to it as there is. */
  const placeOf = (path) => {
    const [field, ...below] = path.split('.');
    const form = document.querySelector('[data-edit-form]');
    const start =
      form.querySelector(`[data-contentpath="${CSS.escape(field)}"]`) ||
      form.querySelector(`[name="${CSS.escape(field)}"], [name="${CSS.escape(field)}-TOTAL_FORMS"]`)?.closest('[data-panel]');
    return below.reduce((place, step) => (place && directly(place, step)) || place, start);
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

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-checklist-place]');
    const place = button && placeOf(button.dataset.checklistPlace);
    if (!place) return;
    reveal(place);
    place.scrollIntoView({ block: 'center' });
    const fields = [...place.querySelectorAll('input, select, textarea, [contenteditable="true"], button')];
    const shown = fields.filter((field) => field.type !== 'hidden' && field.offsetParent);
    // A field to write in before a button, such as those that choose something or fold the block.
    (shown.find((field) => field.tagName !== 'BUTTON') || shown[0])?.focus({ preventScroll: true });
  });
})();
