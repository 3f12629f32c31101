/* Puts the grid of a month or week in the place of the table, where there is room for it. */
(() => {
  const settings = JSON.parse(document.getElementById('calendar-settings').textContent);
  const grid = document.getElementById('calendar-grid');
  const question = document.getElementById('calendar-question');
  const views = { month: 'dayGridMonth', week: 'timeGridWeek' };
  const roomy = window.matchMedia('(min-width: 50em)');
  if (!views[settings.view] || !roomy.matches) return;

  let isTableOutdated = false;

  const tell = (type, text) =>
    document.dispatchEvent(new CustomEvent('w-messages:add', { detail: { clear: true, type, text } }));

  /** Shows the words and resolves to whether the editor wants it; Escape is a no. */
  const ask = (words) =>
    new Promise((resolve) => {
      document.getElementById('calendar-question-words').textContent = words;
      question.returnValue = 'no';
      question.onclose = () => resolve(question.returnValue === 'yes');
      question.showModal();
    });

  question.addEventListener('click', (event) => {
    const answer = event.target.closest('[data-answer]');
    if (answer) question.close(answer.dataset.answer);
  });

  const headers = () => ({ 'X-CSRFToken': window.wagtailConfig.CSRF_TOKEN, 'X-Requested-With': 'XMLHttpRequest' });

  const post = async (event, fields) => {
    const body = new URLSearchParams({ was: event.extendedProps.at, to: event.startStr, ...fields });
    const response = await fetch(event.url, { method: 'POST', body, headers: headers() });
    const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
    return isJson ? response.json() : { error: 'It could not be moved. Load the calendar again.' };
  };

  /** A worker makes the trial run for the new time; what it finds is told when it is known. */
  const tellOfTrial = async (url, tries = 20) => {
    if (!tries) return;
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
    const response = await fetch(url, { headers: headers() }).catch(() => null);
    if (!response || !response.ok) return;
    const answer = await response.json();
    if (!answer.trial) { tellOfTrial(url, tries - 1); return; }
    tell(answer.passed ? 'success' : 'warning', answer.trial);
    calendar.refetchEvents();
  };

  /** The server says what the new time means, the editor agrees, the server does it; else everything stays. */
  const move = async ({ event, revert }) => {
    if (event.allDay) return revert(); // the row of whole days has no hours
    try {
      const asked = await post(event, {});
      if (asked.error) throw new Error(asked.error);
      if (!(await ask(asked.question))) return revert();
      const answer = await post(event, { to: asked.to, confirmed: '1' });
      if (answer.error) throw new Error(answer.error);
      tell('success', answer.done);
      isTableOutdated = true;
      if (answer.tried) tellOfTrial(event.url);
      return calendar.refetchEvents();
    } catch (error) {
      revert();
      return tell('error', error.message);
    }
  };

  const part = (className, text) => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    return element;
  };

  /** The hours of a week scroll, with the first entry in sight; those of an empty one don't: no link leads there. */
  let isInPlace = settings.view !== 'week';
  const showFirst = (entries) => {
    if (isInPlace) return;
    isInPlace = true;
    const hours = entries.filter((entry) => !entry.allDay).map((entry) => Number(entry.start.slice(11, 13)));
    if (hours.length) calendar.scrollToTime({ hours: Math.max(0, Math.min(...hours) - 1) });
    else calendar.setOption('height', 'auto');
  };

  const calendar = new window.FullCalendar.Calendar(grid, {
    initialView: views[settings.view],
    initialDate: settings.date,
    // Times come as they stand on the editor's clock, and go back so; the server knows the zone.
    timeZone: settings.zone,
    now: settings.now,
    nowIndicator: true,
    locale: 'en-GB', // the day before the month, as everywhere else here
    firstDay: 1,
    views: {
      timeGridWeek: {
        dayHeaderFormat: { weekday: 'short', day: 'numeric', month: 'short' },
        scrollTime: '07:00:00',
        scrollTimeReset: false,
      },
    },
    headerToolbar: false,
    height: settings.view === 'week' ? 'max(30rem, calc(100vh - 21rem))' : 'auto',
    allDayText: 'All day',
    dayMaxEvents: 5,
    eventMaxStack: 3,
    snapDuration: '00:15:00',
    defaultTimedEventDuration: '01:00:00',
    eventDurationEditable: false,
    eventTimeFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
    slotLabelFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
    events: { url: settings.entries, failure: () => tell('error', 'The entries could not be loaded. Load the page again.') },
    eventContent: ({ event, timeText }) => ({
      domNodes: [
        part('calendar-event-time', `${timeText} `),
        part('calendar-event-kind', `${event.extendedProps.kind} ${event.extendedProps.trouble} `),
        part('calendar-event-title', event.title),
      ],
    }),
    // Read out after the link's own words: the day, the zone, how it stands.
    eventDidMount: ({ event, el }) => {
      el.title = event.extendedProps.words;
    },
    // A day is called what stands in it, not by its date alone.
    dayCellDidMount: ({ el }) => el.removeAttribute('aria-labelledby'),
    // A link without address that opens something is a button.
    moreLinkDidMount: ({ el }) => el.setAttribute('role', 'button'),
    eventSourceSuccess: showFirst,
    eventDrop: move,
  });

  const showWhatFits = () => {
    grid.hidden = !roomy.matches;
    document.getElementById('calendar-hint').hidden = !roomy.matches;
    document.getElementById('calendar-table').hidden = roomy.matches;
    if (roomy.matches) calendar.updateSize();
  };

  // A tablet is turned, or the page is zoomed.
  roomy.addEventListener('change', () => (isTableOutdated ? window.location.reload() : showWhatFits()));
  grid.hidden = false;
  calendar.render();
  showWhatFits();
})();
