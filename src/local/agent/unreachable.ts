import { shownAddress, type StepContext } from './context';

/** What Chromium's network errors mean to a person. */
const networkErrors: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  ERR_NAME_NOT_RESOLVED: ['there is no site of that name, or no network', '找不到这个网站，或者没有网络'],
  ERR_INTERNET_DISCONNECTED: ['there is no network', '没有网络'],
  ERR_CONNECTION_REFUSED: ['the connection was refused', '连接被拒绝'],
  ERR_CONNECTION_RESET: ['the connection was broken off', '连接被中断'],
  ERR_CONNECTION_CLOSED: ['the connection was broken off', '连接被中断'],
  ERR_CONNECTION_TIMED_OUT: ['the site does not answer', '网站没有响应'],
  ERR_TIMED_OUT: ['the site does not answer', '网站没有响应'],
  ERR_ADDRESS_UNREACHABLE: ['the site cannot be reached', '无法连接到网站'],
  ERR_NETWORK_CHANGED: ['the network changed meanwhile', '网络发生了变化'],
  ERR_EMPTY_RESPONSE: ['the site sent nothing', '网站没有返回任何内容'],
  ERR_TOO_MANY_REDIRECTS: ['the site redirects in circles', '网站循环重定向'],
  ERR_UNSAFE_PORT: ['browsers do not open that port', '浏览器不允许访问这个端口'],
  ERR_SSL_PROTOCOL_ERROR: ['the site does not speak https there', '该地址不支持 https'],
  ERR_PROXY_CONNECTION_FAILED: ['the proxy cannot be reached', '无法连接代理服务器'],
  ERR_TUNNEL_CONNECTION_FAILED: ['the proxy refused the connection', '代理服务器拒绝了连接'],
};

/** Why an address could not be opened, in a sentence. `message` is the driver's, or Chromium's error code. */
export function whyNotReached(context: StepContext, url: string, message: string): string {
  const at = shownAddress(url);
  const code = /(ERR_\w+)/u.exec(message)?.[1];
  const known = code === undefined ? undefined : networkErrors[code];
  if (known) return context.t(`${at} cannot be opened: ${known[0]}.`, `无法打开 ${at}：${known[1]}。`);
  if (code !== undefined && /^ERR_CERT|^ERR_SSL/u.test(code)) {
    return context.t(
      `${at} cannot be opened: its certificate is not valid (${code}).`,
      `无法打开 ${at}：证书无效（${code}）。`,
    );
  }
  if (/Timeout \d+ms exceeded/u.test(message)) {
    return tooSlow(context, url);
  }
  if (/Download is starting|ERR_ABORTED/u.test(message)) {
    return context.t(
      `${at} is a download or shows no page; downloads are refused.`,
      `${at} 是下载文件或没有页面；不允许下载。`,
    );
  }
  return context.t(`${at} cannot be opened: ${code ?? message}.`, `无法打开 ${at}：${code ?? message}。`);
}

export function tooSlow({ t, limits }: StepContext, url: string): string {
  const seconds = limits.navigationMs / 1000;
  const at = shownAddress(url);
  return t(`${at} did not answer within ${seconds} seconds.`, `${at} 在 ${seconds} 秒内没有响应。`);
}
