/**
 * What the view's page runs; it is sent as text, so it may use nothing from outside and name no functions of its own, which
 * compilers wrap. Asks how the session stands about once a second, but only while somebody can see the page.
 */
export async function follow(): Promise<void> {
  const words = document.getElementById('words');
  const image = document.getElementById('picture');
  if (!words || !(image instanceof HTMLImageElement)) return;
  for (let round = 0; ; round++) {
    while (document.hidden) {
      await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
    }
    let says = 'AgentBay Local does not answer. It may have ended.';
    let shows = false;
    let over = false;
    try {
      const response = await fetch('state', { cache: 'no-store' });
      if (response.ok) {
        const state = (await response.json()) as { words: string; picture: boolean; over: boolean };
        ({ words: says, picture: shows, over } = state);
      } else {
        says = 'This view has ended. Ask for the live view again.';
        over = true;
      }
      if (shows) {
        image.src = `picture?${round}`;
        await image.decode();
      }
    } catch {
      // No answer, or no picture this time: a later round may have better luck.
      if (shows) says += '. The page does not let itself be pictured at present.';
      shows = false;
    }
    image.hidden = !shows;
    // Said anew only when it is new: screen readers would repeat it.
    if (words.textContent !== says) words.textContent = says;
    if (over) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
