/**
 * What VS Code 1.139 puts into a webview for three of its themes, as far as the page asks for it. Source: the theme files of
 * that version, and the registered defaults for what a theme leaves out. A colour that is absent here is absent there.
 */
interface Theme {
  readonly bodyClass: string;
  readonly colors: Readonly<Record<string, string>>;
}

export const themes = {
  'Light Modern': {
    bodyClass: 'vscode-light',
    colors: {
      'editor-background': '#ffffff',
      'editor-foreground': '#3b3b3b',
      foreground: '#3b3b3b',
      descriptionForeground: '#3b3b3b',
      focusBorder: '#005fb8',
      'panel-border': '#e5e5e5',
      'widget-border': '#e5e5e5',
      'widget-shadow': '#00000029',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-border': '#0000001a',
      'button-hoverBackground': '#0258a8',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'button-secondaryHoverBackground': '#cccccc',
      'textLink-foreground': '#005fb8',
      'textLink-activeForeground': '#005fb8',
      'textPreformat-foreground': '#3b3b3b',
      'textPreformat-background': '#0000001f',
      'textBlockQuote-background': '#f8f8f8',
      'textBlockQuote-border': '#e5e5e5',
      'textCodeBlock-background': '#f8f8f8',
      'charts-blue': '#0063d3',
      'charts-green': '#388a34',
      'charts-red': '#e51400',
      'charts-yellow': '#bf8803',
    },
  },
  'Dark Modern': {
    bodyClass: 'vscode-dark',
    colors: {
      'editor-background': '#1f1f1f',
      'editor-foreground': '#cccccc',
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      focusBorder: '#0078d4',
      'panel-border': '#2b2b2b',
      'widget-border': '#313131',
      'widget-shadow': '#0000005c',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-border': '#ffffff1a',
      'button-hoverBackground': '#026ec1',
      'button-secondaryBackground': '#00000000',
      'button-secondaryForeground': '#cccccc',
      'button-secondaryHoverBackground': '#2b2b2b',
      'textLink-foreground': '#4daafc',
      'textLink-activeForeground': '#4daafc',
      'textPreformat-foreground': '#d0d0d0',
      'textPreformat-background': '#3c3c3c',
      'textBlockQuote-background': '#2b2b2b',
      'textBlockQuote-border': '#616161',
      'textCodeBlock-background': '#2b2b2b',
      'charts-blue': '#59a4f9',
      'charts-green': '#89d185',
      'charts-red': '#f14c4c',
      'charts-yellow': '#cca700',
    },
  },
  'High Contrast': {
    bodyClass: 'vscode-high-contrast',
    colors: {
      'editor-background': '#000000',
      'editor-foreground': '#ffffff',
      foreground: '#ffffff',
      descriptionForeground: '#ffffffb3',
      focusBorder: '#f38518',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'panel-border': '#6fc3df',
      'widget-border': '#6fc3df',
      'button-background': '#000000',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'button-secondaryForeground': '#ffffff',
      'textLink-foreground': '#21a6ff',
      'textLink-activeForeground': '#21a6ff',
      'textPreformat-foreground': '#000000',
      'textPreformat-background': '#ffffff',
      'textBlockQuote-border': '#ffffff',
      'textCodeBlock-background': '#000000',
      'charts-blue': '#3794ff',
      'charts-green': '#89d185',
      'charts-red': '#f48771',
      'charts-yellow': '#ffd370',
    },
  },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof themes;

/** The style sheet VS Code's own shell would add: the theme's variables and its fonts. */
export function themeSheet(name: ThemeName): string {
  const variables = Object.entries(themes[name].colors).map(([key, value]) => `--vscode-${key}: ${value};`);
  const fonts = [
    '--vscode-font-family: system-ui, "Segoe WPC", "Segoe UI", "Noto Sans CJK SC", sans-serif;',
    '--vscode-font-size: 13px;',
    '--vscode-editor-font-family: "Droid Sans Mono", "DejaVu Sans Mono", monospace;',
    '--vscode-editor-font-size: 14px;',
  ];
  return `html { ${[...variables, ...fonts].join(' ')} }`;
}
