/* The page of a release that is going out, or on trial, shows by itself what has become of it. */
(() => {
  const PAUSE = 1500;
  const LOOKS = 80;
  let looks = 0;

  async function lookAgain() {
    const shown = document.getElementById('release');
    if (!shown || !('moves' in shown.dataset) || looks >= LOOKS) return;
    looks += 1;
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
      const text = answer.ok ? await answer.text() : '';
      const found = new DOMParser().parseFromString(text, 'text/html').getElementById('release');
      // Nobody loses the button they are about to press, nor hears the same again.
      const isBusy = shown.contains(document.activeElement);
      if (found && !isBusy && found.textContent !== shown.textContent) shown.replaceWith(found);
    } catch {
      // The server is away for a moment.
    }
    window.setTimeout(lookAgain, PAUSE);
  }

  window.setTimeout(lookAgain, PAUSE);
})();
