"use strict";

// What Gradio's components do not do by themselves: articles over the page, citations that light their evidence up, facts
// beside their sentence, boxes that can be dismissed, a list with boxes to tick, and copying.
const aiqyn = (() => {
  const word = (key) => document.getElementById("page-words")?.dataset[key] ?? "";

  const reader = () => {
    let dialog = document.querySelector("dialog.reader");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "reader";
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      document.body.append(dialog);
    }
    return dialog;
  };

  const read = async (link) => {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "dismiss";
    close.textContent = "×";
    close.ariaLabel = close.title = word("close");
    const dialog = reader();
    dialog.replaceChildren(close, ...page.body.childNodes);
    dialog.ariaLabel = link.textContent;
    dialog.showModal();
    (dialog.querySelector("#cited") ?? dialog.firstElementChild).scrollIntoView();
  };

  const cardOf = (cite) => document.getElementById(cite.getAttribute("href").slice(1));

  // A citation that is pointed at is lit for as long as that lasts; one that was clicked, until another is.
  const light = (cite, kind, on) => {
    cite.classList.toggle(kind, on);
    cardOf(cite)?.classList.toggle(kind, on);
  };

  // A box of facts opens under its button, or above one that stands low in the window.
  const unfold = (event) => {
    const box = event.target;
    const button = document.querySelector(`[popovertarget="${box.id}"]`);
    if (!button || event.newState !== "open") return;
    const at = button.getBoundingClientRect();
    const width = Math.min(416, innerWidth - 16);
    const low = at.bottom > innerHeight * 0.6;
    box.style.width = `${width}px`;
    box.style.left = `${scrollX + Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    box.style.top = `${scrollY + (low ? at.top - 4 : at.bottom + 4)}px`;
    box.style.translate = low ? "0 -100%" : "none";
  };

  let picked = 0; // number of the sentence on the desk that is to be mended

  const click = (event) => {
    if (!(event.target instanceof Element)) return;
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    const whole = event.target.closest("a.whole");
    const cite = event.target.closest("a.cite");
    const dismiss = event.target.closest(".dismiss");
    if (whole && plain) {
      event.preventDefault();
      read(whole).catch(() => location.assign(whole.href));
    } else if (cite) {
      event.preventDefault();
      document.querySelectorAll(".chosen").forEach((chosen) => chosen.classList.remove("chosen"));
      light(cite, "chosen", true);
      cardOf(cite)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
      cardOf(cite)?.focus({ preventScroll: true });
    } else if (dismiss) {
      const dialog = dismiss.closest("dialog");
      if (dialog) dialog.close();
      else dismiss.closest(".notice")?.remove();
    } else if (event.target.matches(".mend")) {
      picked = Number(event.target.dataset.place);
      document.getElementById("desk-pick").click();
      document.getElementById("desk-tools").scrollIntoView({ block: "start", behavior: "smooth" });
    } else if (event.target.matches(".library .every")) {
      document.querySelectorAll(".library .one").forEach((box) => (box.checked = event.target.checked));
    }
  };

  // Also a whole sentence on the desk shows what it cites.
  const hover = (on) => (event) => {
    if (!(event.target instanceof Element)) return;
    const cite = event.target.closest("a.cite");
    const line = event.target.closest("#on-desk .judged > li");
    for (const each of cite ? [cite] : (line?.querySelectorAll("a.cite") ?? [])) light(each, "lit", on);
  };

  addEventListener("click", click);
  addEventListener("beforetoggle", unfold, true);
  addEventListener("mouseover", hover(true));
  addEventListener("mouseout", hover(false));
  addEventListener("focusin", hover(true));
  addEventListener("focusout", hover(false));

  return {
    picked: () => picked,

    // Ids of the ticked articles; null when the reader, asked whether she is sure, was not.
    confirmedSelection() {
      const ids = [...document.querySelectorAll(".library .one:checked")].map((box) => box.value);
      return [ids.length && !confirm(word("confirm")) ? null : ids];
    },

    async copy(text) {
      const button = document.querySelector("#copy");
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Browsers keep the clipboard from pages that are not served over HTTPS or from this machine.
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      const label = button.textContent;
      button.textContent = word("copied");
      setTimeout(() => (button.textContent = label), 1500);
    },
  };
})();
