// Waits for the next state of the draft and shows it; the place on the page and what was unfolded stay.
const panel = document.getElementById("_preview");
const folds = [...panel.querySelectorAll("details")];
const key = "section11 preview";
const before = JSON.parse(sessionStorage.getItem(key) ?? "[]");
folds.forEach((fold, place) => (fold.open = Boolean(before[place])));

const wait = async () => {
  for (;;) {
    try {
      const answer = await fetch(`/.preview/after?number=${panel.dataset.number}`, { cache: "no-store" });
      if (answer.status === 200) break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000)); // the preview has been stopped, and may be started again
    }
  }
  sessionStorage.setItem(key, JSON.stringify(folds.map((fold) => fold.open)));
  location.reload();
};
wait();
