import { rule, type Reading, type Rule, type Words } from '../rule';
import { goToAddress } from './browser';

function screenshot(words: Words): Reading {
  const shot = {
    do: 'screenshot',
    fullPage: words.has('full') || words.has('whole') || words.all.includes('长图'),
    ...(words.has('file') && { file: words.get('file') }),
  } as const;
  if (!words.has('address')) return [shot];
  const go = goToAddress(words);
  return go === undefined || 'refused' in go ? go : [...go, shot];
}

const full = String.raw`(?:full[- ]?page|full[- ]?length|full|whole[- ]?page|entire)`;
const saved = String.raw`(?:,? ?(?:and )?(?:save|store) (?:it|this)?(?: ?(?:as|to|in|into))?(?: the)?(?: file)?(?: called| named)?| as| to| into?| named| called)? (?:file )?(?<file>{file})`;

/** Taking pictures of the page. */
export const screenshotRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`(?:take|make|capture|grab|get|save|create|do)(?: me)? (?:an? |the )?(?:(?<full>${full}) )?(?:screen ?shots?|screen captures?|screen grabs?|snapshots?|pictures?)(?: of (?:the |this )?(?:(?<whole>whole|full|entire) )?(?:current )?(?:(?:web ?)?page|screen|site|website|browser|window|it))?(?:${saved})?`,
    screenshot,
  ),
  rule(
    'en',
    String.raw`(?:take|make|capture|grab|get)(?: me)? (?:an? |the )?(?:(?<full>${full}) )?(?:screen ?shot|snapshot|picture) of (?<address>{address})`,
    screenshot,
  ),
  rule(
    'en',
    String.raw`(?:screen ?shot|capture)(?: (?:the|this))?(?: (?<full>${full}))?(?: ?(?:page|screen|site|website))?`,
    screenshot,
  ),

  rule(
    'zh',
    String.raw`(?:给|对|为|把)?(?:当前|这个)?(?<full>整个|整页|全页|完整|全屏)?(?:的)?(?:页面|网页|屏幕|浏览器)?(?:进行|做|来|拍)?(?:一个|一张|个|张)?(?<whole>整页|全页|完整|长)?(?:的)?(?:截图|截屏|截个图|截一张图|截张图|截一下图|截一下屏|截个屏|快照|截个长图|截一张长图|截张长图|截长图)(?:[，,]? ?(?:并)?(?:保存|存)(?:为|到|成) ?(?<file>{file}))?`,
    screenshot,
  ),
  rule(
    'zh',
    String.raw`(?:截取|拍摄|截下|获取|抓取)(?:当前|这个)?(?<full>整个|整页|全页|完整|全屏)?(?:的)?(?:页面|网页|屏幕)?(?:的)?(?:截图|快照|图片)?`,
    screenshot,
  ),
];
