// While a visitor fills in a form, a worker makes the proof of work that goes with it (ALTCHA; its own worker does the computing).
// Nothing of it can keep a form from being sent: without a proof, however that came, it takes the slower path.
(() => {
  const LONGEST_MILLISECONDS = 20_000;
  // A challenge lives for an hour.
  const FRESH_MILLISECONDS = 50 * 60_000;
  const field = document.querySelector('input[data-challenge]');
  const form = field?.form;
  if (!form || !window.Worker || !window.crypto?.subtle) return;
  const status = form.querySelector('[data-busy]');
  let work;
  let begun = 0;
  let isHeld = false;

  async function prove() {
    const answer = await fetch(field.dataset.challenge, { credentials: 'omit' });
    if (!answer.ok) throw new Error(`the challenge: ${answer.status}`);
    const challenge = await answer.json();
    const solution = await solve(challenge);
    return btoa(JSON.stringify({ challenge, solution }));
  }

  function solve(challenge) {
    const worker = new Worker(field.dataset.worker);
    return new Promise((resolve, reject) => {
      worker.onerror = reject;
      worker.onmessage = ({ data }) => (data?.derivedKey ? resolve(data) : reject(new Error('no solution')));
      worker.postMessage({ type: 'work', challenge, timeout: LONGEST_MILLISECONDS });
    }).finally(() => worker.terminate());
  }

  function begin() {
    if (work && Date.now() - begun < FRESH_MILLISECONDS) return work;
    begun = Date.now();
    field.value = '';
    work = prove().then(
      (proof) => {
        field.value = proof;
      },
      () => undefined,
    );
    return work;
  }

  form.addEventListener('focusin', begin);
  form.addEventListener('pointerdown', begin);
  form.addEventListener('submit', async (event) => {
    const ready = begin();
    if (field.value && !isHeld) return;
    event.preventDefault();
    if (isHeld) return;
    isHeld = true;
    status.textContent = status.dataset.busy;
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, LONGEST_MILLISECONDS))]);
    form.submit();
  });
  // Back from the next page: its proof was used.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    work = undefined;
    isHeld = false;
    field.value = '';
    status.textContent = '';
  });
})();
