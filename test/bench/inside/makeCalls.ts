import type { Contestant } from './contestants';

/**
 * Makes calls, so many at a time, each when one before it has ended.
 * @throws when a call fails or its answer is not what the service said.
 */
export async function makeCalls(contestant: Contestant, inFlight: number, count: number): Promise<void> {
  let left = count;
  const oneAfterAnother = async (): Promise<void> => {
    while (left-- > 0) {
      const action = await contestant.ask();
      if (action !== 'Clicking the Start button')
        throw new Error(`${contestant.name} read "${action}" out of an answer.`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, oneAfterAnother));
}
