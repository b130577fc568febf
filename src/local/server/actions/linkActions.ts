import { onSession } from '../action';
import { serviceError } from '../reply';

/** The texts before Local's own are the service's, as the official SDK's tests have them. */
export const getLink = onSession(({ imageId }, parameters) => {
  const protocol = parameters.get('ProtocolType');
  const port = parameters.get('Port');
  if (protocol === undefined && port === undefined && imageId !== 'browser_latest') {
    return serviceError('Link.NotSupported', 'only BrowserUse image support cdp');
  }
  if (protocol !== undefined && protocol !== 'https' && protocol !== 'wss') {
    return serviceError('Link.NotSupported', `${protocol} not supported`);
  }
  if (port !== undefined && !(/^\d{1,5}$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    return serviceError('Link.NotSupported', 'port is not valid');
  }
  return serviceError(
    'Link.NotSupported',
    'AgentBay Local has no links to ports: what listens on this machine can be reached there directly.',
  );
});

export const getCdpLink = onSession(({ agents }) =>
  serviceError(
    'CdpLink.NotSupported',
    agents.includes('browser')
      ? 'AgentBay Local has no DevTools address: it drives the browser through a pipe, which nobody else can join.'
      : 'only BrowserUse image support cdp',
  ),
);

export const getAdbLink = onSession(() =>
  serviceError('AdbLink.NotSupported', 'AgentBay Local has no phone, and so nothing that adb could connect to.'),
);
