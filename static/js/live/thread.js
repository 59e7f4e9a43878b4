// The page of a thread for somebody who may write: what comes is shown, what is written is kept.
import "./live-thread.js";
import "./draft-autosave.js";
