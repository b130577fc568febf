/** The looks that matter, and the colour themes of the newest VS Code that stand for them. */
export const themes = {
  light: 'Light 2026',
  dark: 'Dark 2026',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;

/** One of the looks. */
export type Theme = keyof typeof themes;
