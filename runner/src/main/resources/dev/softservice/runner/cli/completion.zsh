
_softservice() {
  local -a COMP_WORDS
  local COMP_CWORD=$((CURRENT - 1)) takes= value= lead=
  COMP_WORDS=("${words[@]}")
  _softservice_look
  [[ -z $lead ]] || compset -P '*='
  case $takes in
    files) _files ;;
    folders) _files -/ ;;
    nothing) return 1 ;;
    *) compadd -- ${=takes} ;;
  esac
}

(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit; }
compdef _softservice softservice
