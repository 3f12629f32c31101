// Says anew how far changes have come, for as long as one goes on and somebody looks.
(() => {
  const PAUSE = 3000;

  const refresh = async (place) => {
    if (document.hidden) return;
    const answer = await fetch(place.dataset.spreadingUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.ok) place.innerHTML = await answer.text();
  };

  const follow = (place) => {
    if (!place.querySelector("[data-goes-on]")) return;
    setTimeout(() => refresh(place).catch(() => {}).finally(() => follow(place)), PAUSE);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-spreading-url]").forEach(follow);
  });
})();
