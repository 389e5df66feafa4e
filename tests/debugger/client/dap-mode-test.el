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

;; What else is declared, asked for as Emacs asks.
(defun length-of (key body)
  "How many things BODY has under KEY."
  (length (gethash key body)))

(let ((file (list :path (concat nixpkgs "/pkgs/stdenv/generic/check-meta.nix")))
      (frame (gethash "id" (top-frame)))
      (pointer (gethash "instructionPointerReference" (top-frame))))
  (check "completions" t
         (> (length-of "targets" (asked "completions" :text "attrs.pn" :column 9 :frameId frame)) 0))
  (check "modules" t (> (length-of "modules" (asked "modules")) 50))
  (check "loaded sources" t (> (length-of "sources" (asked "loadedSources")) 50))
  (check "instructions" 6
         (length-of "instructions" (asked "disassemble" :memoryReference pointer :instructionCount 6)))
  (check "targets to step into" t (> (length-of "targets" (asked "stepInTargets" :frameId frame)) 0))
  (check "places to go to" t (> (length-of "targets" (asked "gotoTargets" :source file :line 257)) 0))
  (check "places to stop at" t
         (> (length-of "breakpoints" (asked "breakpointLocations" :source file :line 250 :endLine 260)) 0))
  (let ((id (gethash "dataId" (asked "dataBreakpointInfo" :name "handled"))))
    (check "a data breakpoint" 1
           (length-of "breakpoints"
                      (asked "setDataBreakpoints" :breakpoints (vector (list :dataId id :accessType "write"))))))
  (check "no data breakpoint" 0 (length-of "breakpoints" (asked "setDataBreakpoints" :breakpoints [])))
  (check "an instruction breakpoint" 1
         (length-of "breakpoints" (asked "setInstructionBreakpoints"
                                         :breakpoints (vector (list :instructionReference pointer)))))
  (asked "setInstructionBreakpoints" :breakpoints [])
  (asked "setFunctionBreakpoints"
         :breakpoints (vector (list :name "nobody" :condition "true" :hitCondition "2" :logMessage "{x}")))
  (check "what if" t
         (stringp (gethash "value" (asked "setExpression" :frameId frame :expression "validity"
                                          :value "{ valid = true; }")))))

(stopped-after (lambda () (asked "restartFrame" :frameId (gethash "id" (top-frame)))))
(stopped-after (lambda () (dap-continue (dap--cur-session) 1)))
(check "at the breakpoint once more" 257 (gethash "line" (top-frame)))
(stopped-after (lambda () (dap-continue (dap--cur-session) 1)))
(check "the error's kind" "throw" (gethash "exceptionId" (asked "exceptionInfo" :threadId 1)))
(stopped-after (lambda () (asked "reverseContinue" :threadId 1)))
(check "back at the breakpoint" 257 (gethash "line" (top-frame)))
(stopped-after (lambda () (dap-step-in (dap--cur-session))))
(check "stepping in" t (> (gethash "line" (top-frame)) 0))
(stopped-after (lambda () (dap-step-out (dap--cur-session))))
(stopped-after (lambda () (asked "stepBack" :threadId 1)))
(stopped-after (lambda () (dap-continue (dap--cur-session) 1)))
(stopped-after (lambda () (asked "restart")))
(check "the breakpoint again" 257 (gethash "line" (top-frame)))

(dap-disconnect (dap--cur-session))
(message "all is well")
;;; dap-mode-test.el ends here
