// Commit messages: `type(scope): subject` of at most 72 characters, and a body that says why (CONTRIBUTING.md).
const SCOPES = [
  // folders of src/
  ...['platform', 'xml', 'http', 'soap', 'auth', 'db', 'domain', 'geo', 'routing', 'store', 'broker', 'formats'],
  ...['services', 'locate', 'admin', 'client', 'workbench', 'simulator', 'cli', 'app', 'testing'],
  // everything else
  ...['api', 'bench', 'ci', 'console', 'deps', 'docs', 'release', 'samples', 'scripts', 'test'],
];
const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];

export default {
  rules: {
    'type-enum': [2, 'always', TYPES],
    'type-empty': [2, 'never'],
    'scope-enum': [2, 'always', SCOPES],
    'subject-empty': [2, 'never'],
    'subject-full-stop': [2, 'never', '.'],
    'header-max-length': [2, 'always', 72],
    'body-empty': [2, 'never'],
    'body-leading-blank': [2, 'always'],
    'body-max-line-length': [2, 'always', 120],
  },
};
