/** What the site's search engine searches. */
export interface SiteDocument {
  readonly title: string;
  readonly text: string;
}

/** A handful of documents, English and Chinese. */
export const documents: readonly SiteDocument[] = [
  {
    title: 'Weather in Shanghai today',
    text: 'Shanghai: light rain, 17 to 22 degrees, humidity 81 percent, wind from the east. Tomorrow cloudy, 16 to 21 degrees.',
  },
  {
    title: '上海天气预报',
    text: '上海今天小雨，气温 17 到 22 摄氏度，湿度 81%，东风 3 级。明天多云，16 到 21 摄氏度。',
  },
  {
    title: 'Weather in Beijing',
    text: 'Beijing: sunny and dry, 8 to 19 degrees, wind from the north.',
  },
  { title: '北京天气预报', text: '北京今天晴，气温 8 到 19 摄氏度，北风 2 级。' },
  {
    title: 'A short history of rock and roll',
    text: 'Rock and roll grew out of rhythm and blues and country music in the early 1950s.',
  },
  {
    title: 'How tea is made',
    text: 'Leaves are picked, withered, rolled and dried. Green tea is heated early, black tea is not.',
  },
  { title: '茶叶的制作', text: '采摘、萎凋、揉捻、干燥。绿茶先杀青，红茶则要发酵。' },
];

/** Latin words, and pairs of neighbouring Chinese characters, which is how one searches a language without spaces. */
function terms(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const runs = text.match(/\p{Script=Han}+/gu) ?? [];
  const pairs = runs.flatMap((run) => {
    const signs = Array.from(run);
    return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index] ?? ''}${sign}`);
  });
  return [...words, ...pairs];
}

const tooCommon = new Set(['the', 'a', 'an', 'in', 'of', 'and', 'for', 'is', 'to']);

/** Documents that hold any of the words searched for, the best first; words in the title count three times. */
export function find(query: string): readonly (SiteDocument & { readonly id: number })[] {
  const wanted = new Set(terms(query).filter((term) => !tooCommon.has(term)));
  const score = ({ title, text }: SiteDocument): number =>
    terms(title).filter((term) => wanted.has(term)).length * 3 + terms(text).filter((term) => wanted.has(term)).length;
  return documents
    .map((document, id) => ({ ...document, id, score: score(document) }))
    .filter((document) => document.score > 0)
    .sort((a, b) => b.score - a.score);
}
