// What the API has answered, kept for as long as the user is signed in, so that a page need not ask twice.

const answers = new Map();

/** The answer that is kept for a path, or undefined. */
export function kept(path) {
  return answers.get(path);
}

/** Keeps an answer. */
export function keep(path, answer) {
  answers.set(path, answer);
}

/** Forgets every answer: what it held was the user's, and the next one may be somebody else. */
export function reset() {
  answers.clear();
}
