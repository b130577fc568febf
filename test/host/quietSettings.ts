/** Values of VS Code settings, by their ids. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings under which VS Code shows our extension and nothing else: no trust prompt, welcome, chat panel, fades. */
export const quietSettings: Settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  // On 1.139 Settings and the like open over everything and swallow the keyboard.
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
  'git.enabled': false,
  // Else VS Code tells of every port that AgentBay Local opens.
  'remote.autoForwardPorts': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};
