/* Fetches what would stand beside the draft when the panel is seen, and takes a page over into the form on a click. */
(() => {
  const fill = async (place) => {
    const answer = await fetch(place.dataset.relatedUrl, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (!answer.ok) throw new Error(answer.statusText);
    place.innerHTML = await answer.text();
  };

  const tell = (place) => {
    place.innerHTML = '<p>Related pages could not be fetched. Open the panel again in a moment.</p>';
  };

  const seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
      seen.unobserve(target);
      fill(target).catch(() => tell(target));
    });
  });

  const watch = () => document.querySelectorAll('[data-related-url]').forEach((place) => seen.observe(place));
  document.addEventListener('DOMContentLoaded', watch);
  // The panel may have been replaced by then.
  document.addEventListener('w-autosave:success', () => setTimeout(watch));

  /** Adds a row to a list of pages in the form, as its button and its chooser would. */
  const enter = (relation, id, title) => {
    const form = document.querySelector('[data-edit-form]');
    const total = form.querySelector(`[name="${relation}-TOTAL_FORMS"]`);
    form.querySelector(`#id_${relation}-ADD`).click();
    const input = form.querySelector(`#id_${relation}-${Number(total.value) - 1}-target`);
    const chooser = form.querySelector(`#${input.id}-chooser`);
    input.value = id;
    chooser.querySelector('[data-chooser-title]').textContent = title;
    chooser.classList.remove('blank');
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-related-into]');
    if (!button) return;
    const item = button.closest('[data-related-page]');
    const { relatedInto } = button.dataset;
    enter(relatedInto, item.dataset.relatedPage, item.dataset.relatedTitle);
    const said = relatedInto === 'related_pins' ? 'Pinned in the draft.' : 'Kept out in the draft.';
    item.querySelector('.related-actions').replaceWith(said);
  });
})();
