import type { Script } from '../../src/local/script/script';

/** How the tasks of the day go, by a word in their text. */
export interface Course {
  /** The verdict it comes to by itself; `undefined`: it runs until it is terminated. */
  readonly end?: { readonly state: 'finished' | 'failed' | 'unsupported'; readonly afterMs: number };
  /** The agent says "Step 1", "Step 2"... */
  readonly steps: number;
  readonly stepMs: number;
  readonly product?: string;
  readonly error?: string;
}

/** Large enough that writing it takes a while. */
const table = Array.from({ length: 6_000 }, (_, row) => `| ${row} | what was found in row ${row} of the table |`);

export const courses = {
  quick: { steps: 1, stepMs: 0, end: { state: 'finished', afterMs: 200 }, product: 'Done at once.' },
  steady: { steps: 6, stepMs: 350, end: { state: 'finished', afterMs: 300 }, product: '# Six steps\n\nAll of them.' },
  large: { steps: 40, stepMs: 40, end: { state: 'finished', afterMs: 100 }, product: table.join('\n') },
  long: { steps: 8, stepMs: 1_000, end: { state: 'finished', afterMs: 500 }, product: 'It took its time.' },
  failing: { steps: 2, stepMs: 200, end: { state: 'failed', afterMs: 100 }, error: 'The button is not there.' },
  refused: { steps: 0, stepMs: 0, end: { state: 'unsupported', afterMs: 50 }, error: 'There is no phone.' },
  endless: { steps: 500, stepMs: 700 },
} as const satisfies Record<string, Course>;

export type CourseName = keyof typeof courses;
export const courseNames = Object.keys(courses).filter((name): name is CourseName => name in courses);

/** The text of a task that takes this course; `mark` makes it the only one of its kind. */
export const textOf = (course: CourseName, mark: string): string => `[${course}] ${mark}`;

export function courseOf(text: string): Course | undefined {
  const name = courseNames.find((each) => text.startsWith(`[${each}]`));
  return name && courses[name];
}

/** The agent's word for its step number `index`, from 1. */
export const stepText = (index: number): string => `Step ${index}`;

/** What AgentBay Local plays all day. */
export const script: Script = courseNames.map((name) => {
  const { steps, stepMs, end, product, error }: Course = courses[name];
  return {
    task: `[${name}]`,
    steps: Array.from({ length: steps }, (_, index) => ({ afterMs: stepMs, action: stepText(index + 1) })),
    end: end
      ? {
          afterMs: end.afterMs,
          status: end.state,
          ...(product !== undefined && { product }),
          ...(error !== undefined && { error }),
        }
      : 'never',
  };
});
