// How this browser stands with the server, asked by a page that was open while something changed.

export const LONGEST_WAIT = 20000; // milliseconds for an answer: a network that hangs is one that is gone

/**
 * Asks, and puts the present form token into the page's forms: after somebody has signed in again in another tab the
 * page's own is another session's. Answers {locks_in, ends_in} in seconds, {signedOut: true}, or null when nobody does.
 */
export async function askStanding() {
  try {
    const answer = await fetch("/account/here", { redirect: "manual", signal: AbortSignal.timeout(LONGEST_WAIT) });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { signedOut: true };
    if (!answer.ok) return null;
    const standing = await answer.json();
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = standing.csrf;
    return standing;
  } catch {
    return null;
  }
}

/** What a refusal says to a script: {why, sentence}, empty when it says nothing we can read. */
export function told(answer) {
  return answer.json().catch(() => ({}));
}
