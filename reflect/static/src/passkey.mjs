// Passkeys: asks the browser for one, and posts what it says with the form.
//
// A form says in data-passkey whether one is made ("create") or used ("get"), in data-passkey-options where the server
// is asked what to ask for, and in data-passkey-* its sentences, so that they are translated where the page is. It is
// hidden in the page, and shown where the browser knows passkeys; what has data-passkey-instead is shown elsewhere.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Shows the form of a passkey, and asks for the passkey when it is sent. */
export function startPasskey(form) {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-passkey-instead]")) other.hidden = true;
  let asking = false;
  form.addEventListener("submit", async (event) => {
    // A passkey without a name would be on the device and nowhere else: the server says first what is missing.
    if ([...form.querySelectorAll("[data-passkey-needed]")].some((field) => !field.value.trim())) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    await ask(form);
    asking = false;
  });
}

async function ask(form) {
  const { passkey, salt, secret } = form.elements;
  forgetErrors();
  say(form, form.dataset.passkeyWaiting);
  try {
    const asked = await options(form);
    if (asked.sentence) return say(form, asked.sentence);
    const given = form.dataset.passkey === "create" ? await made(form, asked) : await used(asked);
    if (form.dataset.passkeyCannot && !given.secret) return say(form, form.dataset.passkeyCannot);
    passkey.value = JSON.stringify(given.answer);
    if (secret) secret.value = given.secret ?? "";
    if (salt) salt.value = asked.salt ?? "";
    form.submit();
  } catch (problem) {
    // The browser does not tell a person who said no from a device that cannot: both try again, or go another way.
    say(form, (problem.name === "InvalidStateError" && form.dataset.passkeyKnown) || form.dataset.passkeyUnused);
  } finally {
    // The form has been read by now. What opens the journal must not wait in a page.
    for (const field of [passkey, salt, secret]) if (field) field.value = "";
  }
}

/** What the page says of the try before this one, at its head and in its title. */
function forgetErrors() {
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.remove();
  document.title = document.title.slice(document.title.indexOf(": ") + 2); // without “Error: ”
}

function say(form, sentence) {
  form.querySelector("[data-passkey-status]").textContent = sentence;
}

/** What the server wants asked, or the sentence with which it declines. */
async function options(form) {
  const response = await fetch(form.dataset.passkeyOptions, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    body: "{}",
  });
  return response.json();
}

async function made(form, { publicKey, salt }) {
  const unlocks = form.elements.unlocks?.checked;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: publicKey.excludeCredentials.map(described),
      // Asked for in any case: a passkey made without it could never be let in later.
      extensions: { prf: unlocks ? { eval: { first: bytes(salt) } } : {} },
    },
  });
  const { response } = credential;
  const answer = {
    ...named(credential),
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
  };
  return { answer, secret: unlocks ? (prf(credential) ?? (await second(credential, publicKey.rp.id, salt))) : null };
}

/** Many devices give their secret only when a passkey is used, not while it is made: so it is used once, here. */
async function second(credential, host, salt) {
  if (!credential.getClientExtensionResults().prf?.enabled) return null;
  try {
    const { secret } = await used({
      publicKey: {
        challenge: text(crypto.getRandomValues(new Uint8Array(32))), // nobody reads the answer
        rpId: host,
        allowCredentials: [{ type: "public-key", id: credential.id }],
        userVerification: "required",
      },
      salts: { [credential.id]: salt },
    });
    return secret;
  } catch {
    return null; // the passkey is there all the same; its page offers this again
  }
}

async function used({ publicKey, salts }) {
  const evalByCredential = Object.fromEntries(Object.entries(salts ?? {}).map(([id, salt]) => [id, { first: bytes(salt) }]));
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: publicKey.allowCredentials.map(described),
      extensions: salts ? { prf: { evalByCredential } } : {},
    },
  });
  const { response } = credential;
  const answer = {
    ...named(credential),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
    },
  };
  return { answer, secret: prf(credential) };
}

function prf(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return first ? text(first) : null;
}

function described(each) {
  return { ...each, id: bytes(each.id) };
}

function named(credential) {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type };
}
