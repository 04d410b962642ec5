
# What is completed goes by the command, and by the option or the place among its arguments: gives takes (files, folders, nothing, or the words themselves),
# value (what of it is there) and lead (what of the same word stands before).
_softservice_look() {
  [[ -z ${ZSH_VERSION:-} ]] || emulate -L ksh
  local given=() n=0 at each whole command= option= place=0
  # bash takes --option=value and https://host for several words each, zsh for one.
  for ((at = 1; at <= COMP_CWORD; at++)); do
    each=${COMP_WORDS[at]}
    if ((n > 0)) && [[ $each == [=:]* || ${COMP_WORDS[at - 1]} == [=:]* ]]; then given[n-1]=${given[n-1]}$each; else given[n]=$each; n=$((n + 1)); fi
  done
  whole=${given[n-1]} value=${given[n-1]}

  for ((at = 0; at < n - 1; at++)); do
    each=${given[at]}
    if [[ -z $command ]]; then
      [[ $each == -* ]] || command=$each
    elif [[ -n $option ]]; then
      option=
    elif [[ $each == -* ]]; then
      takes=
      _softservice_takes "$command" "${each%%=*}"
      [[ -z $takes || $each == *=* ]] || option=$each
    else
      place=$((place + 1))
    fi
  done

  takes=
  if [[ -n $option ]]; then
    _softservice_takes "$command" "$option"
  elif [[ -n $command && $whole == -*=* ]]; then
    _softservice_takes "$command" "${whole%%=*}"
    takes="=${takes#=}"
  elif [[ $whole == -* ]]; then
    _softservice_takes "$command" options
  else
    _softservice_takes "$command" $place
  fi
  if [[ $takes == =* ]]; then
    if [[ $whole == *=* ]]; then
      takes=${takes#=} value=${whole##*=}
      [[ ${COMP_WORDS[COMP_CWORD]} == *?=* ]] && lead=${whole%=*}=
    else
      takes=nothing
    fi
  fi

  case $takes in
    installed) takes=$(_softservice_installed) ;;
    '') takes=nothing ;;
  esac
}

_softservice_installed() {
  local home=${SOFTSERVICE_HOME:-}
  if [[ -z $home ]]; then
    if [[ ${EUID:-1} == 0 ]]; then home=/var/lib/softservice
    elif [[ ${XDG_DATA_HOME:-} == /* ]]; then home=$XDG_DATA_HOME/softservice
    else home=${HOME:-}/.local/share/softservice; fi
  fi
  command ls -1 -- "$home/installations" 2>/dev/null
}
