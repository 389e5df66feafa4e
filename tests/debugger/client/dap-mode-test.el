;;; dap-mode-test.el --- the debug adapter in Emacs -*- lexical-binding: t -*-

;; Run in batch mode by tests/debugger/test_dap_emacs.py.  NIXRAY_PYTHON runs NIXRAY_PROGRAM (nixray.py);
;; NIXPKGS is a tree of nixpkgs 20.09, whose attribute `amoeba' cannot be evaluated.

;;; Code:

;; What dap-ui would set on a screen.
(defvar dap-exception-breakpoints nil)
(setq dap-auto-configure-features nil
      dap-breakpoints-file (make-temp-file "breakpoints"))
(require 'dap-mode)

(defvar nixpkgs (file-truename (getenv "NIXPKGS")))
(defvar stops 0)

(dap-register-debug-provider
 "nixray"
 (lambda (conf)
   (plist-put conf :dap-server-path (list (getenv "NIXRAY_PYTHON") (getenv "NIXRAY_PROGRAM") "dap"))))

(add-hook 'dap-stack-frame-changed-hook (lambda (_) (setq stops (1+ stops))))

(defun wait-until (what condition)
  "Wait for CONDITION, which is called WHAT."
  (let ((deadline (+ (float-time) 60)))
    (while (not (funcall condition))
      (when (> (float-time) deadline) (error "This never came: %s" what))
      (accept-process-output nil 0.05))))

(defun check (what expected actual)
  "Fail unless WHAT is as EXPECTED in ACTUAL."
  (unless (equal expected actual) (error "%s: expected %S, got %S" what expected actual))
  (message "ok %s" what))

(defun top-frame ()
  "The frame that Emacs shows."
  (dap--debug-session-active-frame (dap--cur-session)))

(defun stopped-after (action)
  "Do ACTION, and wait for the stop and the frame that follow."
  (let ((before stops))
    (funcall action)
    (wait-until "a frame after a stop" (lambda () (> stops before)))))

(defun asked (command &rest arguments)
  "The body of the answer to COMMAND with ARGUMENTS."
  (apply #'dap-request (dap--cur-session) command arguments))

;; A breakpoint as a user sets it: at the line of the cursor.
(let ((lsp-mode t))
  (find-file (concat nixpkgs "/pkgs/stdenv/generic/check-meta.nix")))
(goto-char (point-min))
(search-forward "then handleEvalIssue {")
(dap-breakpoint-add)

(stopped-after
 (lambda ()
   (dap-debug (list :type "nixray" :request "launch" :name "amoeba" :program nixpkgs :attribute "amoeba"))))
(check "the line of the breakpoint" 257 (gethash "line" (top-frame)))
(check "the frame's name" "value of handled" (gethash "name" (top-frame)))
(check "a capability" t (gethash "supportsStepBack" (dap--debug-session-current-capabilities (dap--cur-session))))

(let* ((scopes (gethash "scopes" (asked "scopes" :frameId (gethash "id" (top-frame)))))
       (variables (gethash "variables" (asked "variables" :variablesReference
                                              (gethash "variablesReference" (elt scopes 0))))))
  (check "variables" t (> (length variables) 0)))
(check "an expression" "\"amoeba-data\""
       (gethash "result" (asked "evaluate" :expression "attrs.pname + \"\"" :context "hover"
                                :frameId (gethash "id" (top-frame)))))

(stopped-after (lambda () (dap-step-in (dap--cur-session))))
(check "stepping in" t (> (gethash "line" (top-frame)) 0))
(stopped-after (lambda () (dap-step-out (dap--cur-session))))
(stopped-after (lambda () (asked "stepBack" :threadId 1)))
(stopped-after (lambda () (dap-continue (dap--cur-session) 1)))

(dap-disconnect (dap--cur-session))
(message "all is well")
;;; dap-mode-test.el ends here
