// A passkey is asked for, or made: the server says what is asked, the browser answers, and the form is sent with that.

const can = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
for (const button of document.querySelectorAll("button[data-passkey]")) button.hidden = !can;

async function answer(button) {
  const token = button.form.elements.csrfmiddlewaretoken.value;
  const asked = await fetch(button.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!asked.ok) throw new Error(`the server answered ${asked.status}`);
  const options = await asked.json();
  if (button.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-passkey]");
  if (!button) return;
  event.preventDefault();
  const failed = button.form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const credential = await answer(button);
    button.form.elements[button.dataset.answer].value = JSON.stringify(credential.toJSON());
    button.form.submit();
  } catch {
    failed.hidden = false;
  }
});
