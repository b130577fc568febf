/**
 * What the view's page runs; it is sent as text, so it may use nothing from outside and name no functions of its own, which
 * compilers wrap. Asks how the session stands about once a second, but only while somebody can see the page.
 */
export async function follow(): Promise<void> {
  const words = document.getElementById('words');
  const image = document.getElementById('picture');
  if (!words || !(image instanceof HTMLImageElement)) return;
  for (;;) {
    while (document.hidden) {
      await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
    }
    let says = 'AgentBay Local does not answer. It may have ended.';
    let picture: string | undefined;
    let over = false;
    try {
      const response = await fetch('state', { cache: 'no-store' });
      if (response.ok) {
        const state = (await response.json()) as { words: string; picture?: string; over: boolean };
        ({ words: says, picture, over } = state);
      } else {
        says = 'This view has ended. Ask for the live view again.';
        over = true;
      }
    } catch {
      // No answer: a later round may have better luck.
    }
    if (picture !== undefined) image.src = picture;
    image.hidden = picture === undefined;
    // Said anew only when it is new: screen readers would repeat it.
    if (words.textContent !== says) words.textContent = says;
    if (over) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
