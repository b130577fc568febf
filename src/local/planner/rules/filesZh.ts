import { rule, type Rule } from '../rule';
import { ANY_NAME, deleteFile, listFiles, onFile, readFile, save, saveLast, FILE_NAME, write } from './fileReadings';

const called = String.raw`(?:名为|叫做|叫|命名为|名叫)`;
const name = String.raw`(?:(?:文本)?文件 ?[:：]? ?${called}? ?(?<file>${ANY_NAME})|(?<bare>${FILE_NAME}|{quote})) ?(?:文件)?`;
// The shortest name will do: what follows it is Chinese as well.
const nameThen = name.replace('+)', '+?)');
const make = String.raw`(?:创建|新建|建立|生成|写|建)(?:一个|个)?(?:新的?)?`;
const holding = String.raw`(?:[，,]? ?(?:并)?(?:文件)?(?:内容(?:为|是|写|：|:)?|写入|里面写(?:上|着|入)?|包含|写上|写着) ?[:：]? ?(?<text>.+))?`;
const put = String.raw`(?:写入到|写入|写到|写进|记录到|放到|放进)`;
/** What one saves has been found before; the words themselves are saved only in quotes. */
const keep = String.raw`(?:保存到|保存为|保存在|存到|存为|存入|存进|导出到)`;
const end = String.raw`(?:的)?(?:末尾|后面|最后|中|里面|里|内)?`;

/** Text files in the session's own folder, in Chinese. */
export const fileRulesZh: readonly Rule[] = [
  rule('zh', String.raw`${make} ?${nameThen} ?${holding}`, onFile(write(false))),
  rule(
    'zh',
    String.raw`${make} ?${called} ?(?<file>${ANY_NAME.replace('+)', '+?)')}) ?的?(?:文本)?文件${holding}`,
    write(false),
  ),
  rule(
    'zh',
    String.raw`(?:把|将) ?(?<text>.+?) ?(?:追加|添加|加)(?:到|进|至|在) ?${nameThen}${end}`,
    onFile(save(true, true)),
  ),
  rule('zh', String.raw`(?:把|将) ?(?<text>.+?) ?${put} ?${nameThen}${end}`, onFile(save(false, true))),
  rule('zh', String.raw`(?:把|将) ?(?<text>.+?) ?${keep} ?${nameThen}${end}`, onFile(save(false, false))),
  rule(
    'zh',
    String.raw`(?:保存|存储|导出|存) ?(?<text>.+?) ?(?:到|为|至|在|进) ?${nameThen}${end}`,
    onFile(save(false, false)),
  ),
  rule('zh', String.raw`写入 ?(?<text>.+?) ?(?:到|至|在|进) ?${nameThen}${end}`, onFile(save(false, true))),
  rule('zh', String.raw`(?:保存|存储|导出)(?:到|为|至|在) ?${nameThen}${end}`, onFile(saveLast)),
  rule(
    'zh',
    String.raw`(?:在|向|往|给) ?${nameThen}${end}(?:再)?(?:追加|添加|加入|加上|附加)(?:一行)? ?[:：]? ?(?<text>.+)`,
    onFile(save(true, true)),
  ),
  rule(
    'zh',
    String.raw`(?:在|向|往|给) ?${nameThen}${end}(?:写入|写上|写) ?[:：]? ?(?<text>.+)`,
    onFile(save(false, true)),
  ),
  rule('zh', String.raw`(?:追加|添加) ?(?<text>.+?) ?(?:到|至|在) ?${nameThen}${end}`, onFile(save(true, true))),
  rule(
    'zh',
    String.raw`(?:读取|读一下|读|查看|看看|看一下|打开|显示)(?:一下)? ?${nameThen}(?:的)?(?:全部)?(?:内容|文字)?`,
    onFile(readFile),
  ),
  rule(
    'zh',
    String.raw`(?:列出|显示|查看|看看|列一下)(?:一下)?(?:所有|全部)?(?:的)?(?:文件夹(?:中|里)?的?)?(?:所有|全部)?文件(?:列表)?`,
    listFiles,
  ),
  rule('zh', String.raw`${nameThen}(?:的内容|里面?|中)(?:是|有|写了|写着)(?:什么|啥)`, onFile(readFile)),
  rule('zh', String.raw`(?:现在)?(?:都)?有(?:哪些|什么)文件`, listFiles),
  rule('zh', String.raw`(?:删除|删掉|移除|删) ?${name}`, onFile(deleteFile)),
  rule('zh', String.raw`(?:把|将) ?${nameThen}(?:删除|删掉)`, onFile(deleteFile)),
];
