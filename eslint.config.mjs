import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const editorOnly = { name: 'vscode', message: 'Only src/vscode and extension.ts may use the editor.' };
const shell = { group: ['**/vscode/**'], message: 'Lower layers do not know the shell.' };
const restrict = (...patterns) => [
  'error',
  { paths: [editorOnly], patterns: [shell, ...patterns.map(([group, message]) => ({ group, message }))] },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/', 'test/fixtures/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', 'test/*/*.mjs', 'test/*/*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  // The layers of src (README, "Architecture"): knowledge of VS Code stops at the shell, each part knows only those below it.
  {
    files: ['src/core/model/**', 'src/core/util/**'],
    rules: {
      'no-restricted-imports': restrict([
        ['../*/**', '!../model/**', '!../util/**'],
        'The model and the tools stand alone.',
      ]),
    },
  },
  {
    files: ['src/core/api/**'],
    rules: {
      'no-restricted-imports': restrict([
        ['**/store/**', '**/sync/**', '**/operations/**', '**/presentation/**', '**/local/**', '**/page/**'],
        'The API layer knows the service, not what we make of its answers.',
      ]),
    },
  },
  {
    files: ['src/core/{ledger,windows,store}/**'],
    rules: {
      'no-restricted-imports': restrict([
        [
          '**/api/**',
          '**/connection/**',
          '**/sync/**',
          '**/operations/**',
          '**/presentation/**',
          '**/local/**',
          '**/page/**',
        ],
        'What is known, and who shares it, depends on no service.',
      ]),
    },
  },
  {
    files: ['src/core/{sync,operations}/**'],
    rules: {
      'no-restricted-imports': restrict(
        [['**/presentation/**', '**/local/**', '**/page/**'], 'The core does not know who shows it.'],
        [['**/ledger/**', '!**/ledger/records'], 'The store is the one way to the ledger.'],
      ),
    },
  },
  {
    files: ['src/presentation/**', 'src/protocol/**'],
    rules: { 'no-restricted-imports': restrict([['**/local/**', '**/page/**'], 'Words know facts, not machinery.']) },
  },
  {
    files: ['src/local/**', 'src/page/**'],
    rules: {
      'no-restricted-imports': restrict([
        ['**/core/**', '**/presentation/**'],
        'Local and the page share only the protocol with the rest.',
      ]),
    },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
