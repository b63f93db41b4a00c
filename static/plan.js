// What is known stays beside the plan while it is filled in. Without this, "Check it first" does the same.
const form = document.querySelector("form.plan-form");
const aside = document.querySelector(".beside > aside");
let waiting, latest = 0;

async function refresh() {
  const asked = ++latest;
  const sent = new FormData(form);
  sent.append("check", "1");
  const answer = await fetch(location.pathname, { method: "POST", body: sent }).catch(() => null);
  // 422 is a plan that still lacks something: what is known about the rest is shown all the same.
  if (!answer || !(answer.ok || answer.status === 422)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(".beside > aside");
  if (found && asked === latest) aside.replaceChildren(...found.childNodes);
}

form.addEventListener("change", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 200);
});
