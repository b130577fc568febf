import type { Clock } from '../../../../src/core/util/clock';
import type { SimulatedService } from './service';

/**
 * The least that watches a task: a loop of its own that asks, waits for the same time and asks again, whoever looks, and keeps
 * nothing.
 */
export async function pollAtFixedPace(
  service: SimulatedService,
  id: string,
  clock: Clock,
  pauseMs: () => number,
): Promise<void> {
  for (;;) {
    const { taskStatus } = await service.ask(id);
    if (taskStatus === 'finished') return;
    await clock.sleep(pauseMs());
  }
}
