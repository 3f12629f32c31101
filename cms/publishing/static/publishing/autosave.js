/* Lets the form's own save come to its end before the form is sent.

   Wagtail sends both at the same time. A new page would be made twice, of which the second is refused; and what is sent
   beside a save of the form's own looks like the work of another window. */
(() => {
  // A save that does not come back is not waited for any longer.
  const PATIENCE = 10_000;
  let saving = false;
  let waiting = null;

  /** Sends the form as the editor did. The button may be disabled by now, so its value goes along as a field. */
  const send = () => {
    const { form, button, timer } = waiting;
    clearTimeout(timer);
    saving = false;
    waiting = null;
    if (button?.name) {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name: button.name, value: button.value });
      form.append(field);
    }
    form.requestSubmit();
  };

  const settled = () => {
    saving = false;
    if (waiting) send();
  };

  document.addEventListener('w-autosave:save', (event) => {
    if (waiting) event.preventDefault();
    else queueMicrotask(() => { saving = saving || !event.defaultPrevented; });
  });
  document.addEventListener('w-autosave:success', settled);
  document.addEventListener('w-autosave:error', settled);

  document.addEventListener(
    'submit',
    (event) => {
      const form = event.target;
      if (!saving || !form.matches('[data-edit-form]')) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!waiting) waiting = { form, button: event.submitter, timer: setTimeout(send, PATIENCE) };
    },
    true,
  );
})();
